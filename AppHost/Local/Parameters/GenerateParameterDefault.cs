using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value, made once and kept.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.()*+!";

    /// <summary>The length.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether lower-case letters occur.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether upper-case letters occur.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether digits occur.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether other characters occur.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc/>
    public override string GetDefaultValue()
    {
        var characters = (Lower ? LowerCharacters : "") + (Upper ? UpperCharacters : "") + (Numeric ? NumericCharacters : "") + (Special ? SpecialCharacters : "");
        return RandomNumberGenerator.GetString(characters, MinLength);
    }
}
