using Realtime.Gateway.Transport;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInternalCalls();
builder.AddSocketCore();

var app = builder.Build();
app.UseSocketUpgrades();
app.MapDefaultEndpoints();
app.MapDrain();
app.Run();
