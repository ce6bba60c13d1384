using System.CommandLine;
using Realtime.Chaos;

var seed = new Option<int?>("--seed") { Description = "Repeats the schedule of an earlier run; random otherwise." };
var duration = new Option<TimeSpan>("--duration") { Description = "How long to publish and kill.", DefaultValueFactory = _ => TimeSpan.FromMinutes(10) };
var users = new Option<int>("--users") { Description = "Users that receive.", DefaultValueFactory = _ => 40 };
var rooms = new Option<int>("--rooms") { Description = "Rooms with history; every user is in all of them.", DefaultValueFactory = _ => 4 };
var publishers = new Option<int>("--publishers") { Description = "Publishers, each with one message in flight.", DefaultValueFactory = _ => 60 };
var kills = new Option<bool>("--no-kills") { Description = "Only the load and the checker." };
var command = new RootCommand("Kills services and servers of a stack under load and checks that every promise was kept.") { seed, duration, users, rooms, publishers, kills };
command.SetAction((result, cancellationToken) => ChaosRun.RunAsync(
    new ChaosOptions
    {
        Seed = result.GetValue(seed) ?? Random.Shared.Next(),
        Duration = result.GetValue(duration),
        Users = result.GetValue(users),
        Rooms = result.GetValue(rooms),
        Publishers = result.GetValue(publishers),
        Kills = !result.GetValue(kills),
    },
    Console.Out,
    cancellationToken));
return await command.Parse(args).InvokeAsync();
