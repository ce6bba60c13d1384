namespace Aspire.Hosting.RabbitMQ;

/// <summary>One private broker: where it keeps its files, where it listens, and whom it lets in.</summary>
internal sealed record RabbitMQNodeOptions(string Directory, int Port, string UserName, string Password)
{
    public int? ManagementPort { get; init; }

    /// <summary>Erlang nodes talk to each other over this port; ours is alone but opens it anyway.</summary>
    public required int DistributionPort { get; init; }

    /// <summary>A port mapper of our own, so that no daemon of another run or of the system is shared or left behind.</summary>
    public required int PortMapperPort { get; init; }
}
