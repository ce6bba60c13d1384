using Realtime.Auth;
using Realtime.Auth.Configuration;
using Realtime.ServiceDefaults.Startup;

var builder = ServiceHost.CreateBuilder(args);
builder.AddDevelopmentDefaults();
builder.AddServiceDefaults();
builder.AddAuth();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapAuth();
await app.RunAsync();
