using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Realtime.Auth.Data.Protection;

/// <summary>Named in the stored ring, and made by data protection from that name.</summary>
internal sealed class RingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly RingCipher _cipher = services.GetRequiredService<RingCipher>();

    public XElement Decrypt(XElement encryptedElement) => _cipher.Decrypt(encryptedElement);
}
