using Realtime.Gateway.Transport;

var builder = WebApplication.CreateBuilder(args);
builder.AddSocketCore();

var app = builder.Build();
app.UseSocketUpgrades();
app.Run();
