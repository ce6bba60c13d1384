namespace Realtime.Presence.Tests.Model;

internal enum StepKind
{
    Open,
    Close,
    Join,
    Leave,
    SetState,
    Send,
    Deliver,
    DeliverAgain,
    Swap,
    Lose,
    Kill,
    Expire,
    EndSome,
    AnswerSnapshots,
    RestartPresence,
    EndGrace,
}
