var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
{
    Args = args,
    AssemblyName = "Realtime.Hosting.SampleHost",
    ProjectDirectory = Environment.GetEnvironmentVariable("SAMPLE_FOLDER"),
});

var messaging = builder.AddRabbitMQ("messaging");
var database = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("sampledb");
builder.AddProject<Projects.Realtime_Hosting_SampleService>("sample")
    .WithReplicas(2)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(database).WaitFor(database)
    .WithHttpHealthCheck("/health");

builder.Build().Run();
