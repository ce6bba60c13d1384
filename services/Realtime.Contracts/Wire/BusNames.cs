namespace Realtime.Contracts.Wire;

/// <summary>Names on the broker that are not MassTransit's (docs/architecture.md, "Internal contracts").</summary>
public static class BusNames
{
    /// <summary>Durable topic exchange where any client publishes; keys <c>room.&lt;room&gt;</c>, <c>user.&lt;id&gt;</c>, <c>all</c>, <c>websocket.…</c>.</summary>
    public const string PublishExchange = "realtime.publish";

    /// <summary>Quorum queue (single active consumer) bound to <see cref="PublishExchange"/> with <c>#</c>.</summary>
    public const string IngressQueue = "realtime.publish.ingress";

    /// <summary>Quorum queue of messages that could not be understood, with the reason in <see cref="ReasonHeader"/>.</summary>
    public const string DeadLetterQueue = "realtime.publish.dead";

    /// <summary>Header of a dead letter that says why.</summary>
    public const string ReasonHeader = "x-reason";

    /// <summary>Durable topic exchange for packed batches of accepted work, by shard: key <c>shard.&lt;n&gt;</c> plus CC keys of the live lane.</summary>
    public const string ShardsExchange = "realtime.shards";

    /// <summary>Prefix of the shards' quorum queues (single active consumer): <c>realtime.shard.&lt;n&gt;</c>.</summary>
    public const string ShardQueuePrefix = "realtime.shard.";

    /// <summary>Prefix of a shard's routing key: <c>shard.&lt;n&gt;</c>.</summary>
    public const string ShardKeyPrefix = "shard.";

    /// <summary>Durable topic exchange to the gateways: keys <c>room.&lt;room&gt;</c>, <c>user.&lt;id&gt;</c>, <c>all</c>, <c>gateway.&lt;id&gt;</c>, <c>control</c>.</summary>
    public const string FanoutExchange = "realtime.fanout";

    /// <summary>Prefix of a gateway replica's exclusive queue.</summary>
    public const string GatewayQueuePrefix = "realtime.gateway.";

    /// <summary>Fanout exchange of <see cref="Gateways.GatewayAnnouncement"/>.</summary>
    public const string GatewaysExchange = "realtime.gateways";

    /// <summary>Durable direct exchange and quorum queue (single active consumer) of <see cref="Presence.PresenceBatch"/>.</summary>
    public const string PresenceExchange = "realtime.presence";

    /// <summary>Queue bound to <see cref="PresenceExchange"/>.</summary>
    public const string PresenceQueue = "realtime.presence.deltas";

    /// <summary>Prefix of room keys.</summary>
    public const string RoomKeyPrefix = "room.";

    /// <summary>Prefix of user keys.</summary>
    public const string UserKeyPrefix = "user.";

    /// <summary>Prefix of a gateway's own key.</summary>
    public const string GatewayKeyPrefix = "gateway.";

    /// <summary>Key of what concerns every gateway.</summary>
    public const string ControlKey = "control";

    /// <summary>Key of a broadcast.</summary>
    public const string AllKey = "all";

    /// <summary>Content type of a packed batch.</summary>
    public const string BatchContentType = "application/vnd.realtime.batch";
}
