using Realtime.Auth;
using Realtime.Auth.Configuration;

var builder = WebApplication.CreateBuilder(args);
builder.AddDevelopmentDefaults();
builder.AddServiceDefaults();
builder.AddAuth();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapAuth();
await app.RunAsync();
