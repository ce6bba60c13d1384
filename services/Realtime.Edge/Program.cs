using Realtime.Edge;

var builder = WebApplication.CreateBuilder(args);
builder.AddEdge();
var app = builder.Build();
app.UseEdge();
app.Run();
