using Microsoft.AspNetCore.Http;

namespace Realtime.ServiceDefaults.ApiDocument;

/// <summary>What the API description says about a route besides what its handler declares: summary, examples and errors. Metadata of the endpoint.</summary>
public sealed class ApiOperation
{
    internal const string AnyContentType = "*/*";

    private readonly List<ApiAnswer> _answers = [];
    private readonly List<ApiFailure> _failures = [];
    private readonly List<ApiParameter> _parameters = [];

    internal ApiOperation(string id, string summary) => (Id, Summary) = (id, summary);

    internal string Id { get; }

    internal string Summary { get; }

    internal string? Text { get; private set; }

    internal ApiAnswer? Request { get; private set; }

    internal bool IsContentTypeFree { get; private set; }

    internal IReadOnlyList<ApiFormField>? Form { get; private set; }

    internal IReadOnlyList<ApiAnswer> Answers => _answers;

    internal IReadOnlyList<ApiFailure> Failures => _failures;

    internal IReadOnlyList<ApiParameter> Parameters => _parameters;

    /// <summary>Names of security schemes, any of which will do, for routes that no authorization policy guards.</summary>
    internal IReadOnlyList<string> Schemes { get; private set; } = [];

    /// <summary>More than the summary says.</summary>
    public ApiOperation Description(string text)
    {
        Text = text;
        return this;
    }

    /// <summary>The body that the route takes.</summary>
    public ApiOperation Takes<T>(T example)
        where T : notnull
    {
        Request = new ApiAnswer(0, "", "application/json", typeof(T), example);
        return this;
    }

    /// <summary>The same, whatever the request says that its body is.</summary>
    public ApiOperation TakesUnlabelled<T>(T example)
        where T : notnull
    {
        IsContentTypeFree = true;
        return Takes(example);
    }

    /// <summary>A body that is not JSON.</summary>
    public ApiOperation TakesText(string contentType, string example)
    {
        Request = new ApiAnswer(0, "", contentType, null, example);
        return this;
    }

    /// <summary>The form that the route takes.</summary>
    public ApiOperation TakesForm(params ApiFormField[] fields)
    {
        Form = fields;
        return this;
    }

    /// <summary>A JSON body that the route answers.</summary>
    public ApiOperation Returns<T>(string description, T example, int status = StatusCodes.Status200OK)
        where T : notnull
    {
        _answers.Add(new ApiAnswer(status, description, "application/json", typeof(T), example));
        return this;
    }

    /// <summary>A body that is not JSON.</summary>
    public ApiOperation ReturnsText(string description, string contentType, string example)
    {
        _answers.Add(new ApiAnswer(StatusCodes.Status200OK, description, contentType, null, example));
        return this;
    }

    /// <summary>An answer without a body.</summary>
    public ApiOperation ReturnsNothing(string description, int status = StatusCodes.Status204NoContent)
    {
        _answers.Add(new ApiAnswer(status, description, null, null, null));
        return this;
    }

    /// <summary>An error of the route as problem details. Those of missing rights, of too many requests and of a service that is away are added for every route.</summary>
    public ApiOperation Fails(int status, string code, string message)
    {
        _failures.Add(new ApiFailure(status, code, message));
        return this;
    }

    /// <summary>An error whose body is not a problem.</summary>
    public ApiOperation FailsWith<T>(int status, string code, T body)
        where T : notnull
    {
        _failures.Add(new ApiFailure(status, code, "", body));
        return this;
    }

    /// <summary>An error without a body.</summary>
    public ApiOperation FailsSilently(int status, string why)
    {
        _answers.Add(new ApiAnswer(status, why, null, null, null));
        return this;
    }

    /// <summary>What a declared parameter means.</summary>
    public ApiOperation Parameter(string name, string description, string example)
    {
        _parameters.Add(new ApiParameter(name, description, example));
        return this;
    }

    /// <summary>A parameter that the handler reads by hand.</summary>
    public ApiOperation Parameter(string name, string description, string example, string location)
    {
        _parameters.Add(new ApiParameter(name, description, example, location));
        return this;
    }

    /// <summary>How callers prove who they are where that is not a Bearer token.</summary>
    public ApiOperation Secured(params string[] schemes)
    {
        Schemes = schemes;
        return this;
    }
}
