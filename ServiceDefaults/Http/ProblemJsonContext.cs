using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Realtime.ServiceDefaults.Http;

[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(OAuthProblem))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ProblemJsonContext : JsonSerializerContext;
