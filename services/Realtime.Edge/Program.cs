using Realtime.Edge;
using Realtime.ServiceDefaults.Startup;

var builder = ServiceHost.CreateBuilder(args);
builder.AddEdge();
var app = builder.Build();
app.UseEdge();
app.Run();
