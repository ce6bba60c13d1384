using Realtime.Gateway;

GatewayApplication.Create(args).Run();
