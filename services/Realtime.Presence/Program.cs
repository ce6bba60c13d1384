using Realtime.Presence;

PresenceService.Create(args).Run();
