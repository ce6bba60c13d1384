var builder = DistributedApplication.CreateBuilder(args);

// Secrets come from configuration (Parameters:name); appsettings.Development.json has the ones of a development run.
var internalKey = builder.AddParameter("internal-key", secret: true);
var userTokenKey = builder.AddParameter("user-token-key", secret: true);
var userApiKey = builder.AddParameter("user-api-key", secret: true);
var adminTokenKey = builder.AddParameter("admin-token-key", secret: true);
var adminApiKey = builder.AddParameter("admin-api-key", secret: true);

var messaging = builder.AddRabbitMQ("messaging", port: 5673)
    .WithManagementPlugin(port: 15673)
    .WithDataVolume("realtime-messaging");

var postgres = builder.AddPostgres("postgres", port: 5433)
    .WithDataVolume("realtime-postgres");
var authdb = postgres.AddDatabase("authdb");
var presencedb = postgres.AddDatabase("presencedb");
var deliverydb = postgres.AddDatabase("deliverydb");

var auth = builder.AddProject<Projects.Realtime_Auth>("auth")
    .WithReference(authdb).WaitFor(authdb)
    .WithReference(messaging).WaitFor(messaging)
    .WithEnvironment("Internal__Key", internalKey)
    .WithEnvironment("Auth__UserTokens__Keys__0", userTokenKey)
    .WithEnvironment("Auth__UserTokens__ApiKeys__0", userApiKey)
    .WithEnvironment("Auth__AdminTokens__Keys__0", adminTokenKey)
    .WithEnvironment("Auth__AdminTokens__ApiKeys__0", adminApiKey)
    .WithHttpHealthCheck("/health");

var presence = builder.AddProject<Projects.Realtime_Presence>("presence")
    .WithReference(presencedb).WaitFor(presencedb)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(auth)
    .WithEnvironment("Internal__Key", internalKey)
    .WithHttpHealthCheck("/health");

var delivery = builder.AddProject<Projects.Realtime_OfflineDelivery>("offline-delivery")
    .WithReference(deliverydb).WaitFor(deliverydb)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(auth)
    .WithEnvironment("Internal__Key", internalKey)
    .WithHttpHealthCheck("/health");

// Live sockets have an endpoint of their own: the gateway listens on it beside Kestrel.
var gateway = builder.AddProject<Projects.Realtime_Gateway>("gateway")
    .WithReplicas(2)
    .WithHttpEndpoint(name: "sockets", env: "SOCKETS_PORT")
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(auth)
    .WithReference(presence)
    .WithReference(delivery)
    .WithEnvironment("Internal__Key", internalKey)
    .WithHttpHealthCheck("/health");

var edge = builder.AddProject<Projects.Realtime_Edge>("edge")
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(gateway).WaitFor(gateway)
    .WithReference(auth).WaitFor(auth)
    .WithReference(presence).WaitFor(presence)
    .WithReference(delivery).WaitFor(delivery)
    .WithExternalHttpEndpoints()
    .WithHttpEndpoint(port: 8081, name: "management", env: "Edge__ManagementPort")
    .WithHttpHealthCheck("/ready");

// Tokens name the address that clients use.
auth.WithEnvironment("Auth__Issuer", edge.GetEndpoint("http"));

builder.Build().Run();
