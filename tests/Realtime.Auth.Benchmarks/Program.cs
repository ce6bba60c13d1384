using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Realtime.Auth.Benchmarks;

var address = new Option<string>("--address") { Description = "The service or the edge.", DefaultValueFactory = _ => "http://localhost:8080" };
var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 10 };
var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 32 };
var processId = new Option<int?>("--pid") { Description = "The process of the service, to measure the CPU time it used." };
var clientId = new Option<string>("--client-id") { DefaultValueFactory = _ => "dev" };
var clientSecret = new Option<string>("--client-secret") { DefaultValueFactory = _ => "dev-secret" };

var load = new Command("load", "Asks a running service for client-credentials tokens and counts.") { address, seconds, connections, processId, clientId, clientSecret };
load.SetAction((parsed, cancellationToken) => new TokenLoad(
    new Uri(parsed.GetValue(address)!),
    parsed.GetValue(clientId)!,
    parsed.GetValue(clientSecret)!,
    parsed.GetValue(processId)).RunAsync(parsed.GetValue(connections), TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken));

var micro = new Command("micro", "Measures issuing and validating alone, with BenchmarkDotNet.");
micro.SetAction(_ => BenchmarkRunner.Run<TokenBenchmarks>(
    DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))) is { HasCriticalValidationErrors: false } ? 0 : 1);

var cpu = new Command("cpu", "Measures the same by CPU time, which other work on the machine hardly disturbs.");
cpu.SetAction(_ => CpuTimes.PrintAsync());

return await new RootCommand("Figures of Realtime.Auth.") { load, micro, cpu }.Parse(args).InvokeAsync();
