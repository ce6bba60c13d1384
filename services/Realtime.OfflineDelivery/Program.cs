using Realtime.OfflineDelivery;

DeliveryService.Create(args).Run();
