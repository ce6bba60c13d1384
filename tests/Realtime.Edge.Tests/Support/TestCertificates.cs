using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.Edge.Tests.Support;

/// <summary>A root, an intermediate and as many server certificates as a test wants, made now and written as the files the edge reads.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edge-tls-");
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    public TestCertificates()
    {
        _root = Create("CN=Test Root", null, true, out _);
        _intermediate = Create("CN=Test Intermediate", _root, true, out _);
        Renew();
    }

    public string CertificatePath => Path.Combine(_folder.FullName, "cert.pem");

    public string KeyPath => Path.Combine(_folder.FullName, "key.pem");

    /// <summary>Serial number of the newest server certificate.</summary>
    public string Serial { get; private set; } = "";

    /// <summary>Writes a new server certificate, followed by the intermediate, in place of the old one.</summary>
    public void Renew()
    {
        using var server = Create("CN=localhost", _intermediate, false, out var key);
        Serial = server.SerialNumber;
        File.WriteAllText(CertificatePath, $"{server.ExportCertificatePem()}\n{_intermediate.ExportCertificatePem()}\n");
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
        key.Dispose();
    }

    /// <summary>A client that trusts the root and nothing else.</summary>
    public bool IsTrusted(X509Certificate? presented, X509Chain? sent, SslPolicyErrors errors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ExtraStore.AddRange(sent!.ChainPolicy.ExtraStore);
        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && chain.Build((X509Certificate2)presented!);
    }

    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
        _folder.Delete(recursive: true);
    }

    private static X509Certificate2 Create(string name, X509Certificate2? issuer, bool authority, out ECDsa key)
    {
        key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        if (!authority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
        }

        var days = issuer is null ? 3 : authority ? 2 : 1;
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-days), DateTimeOffset.UtcNow.AddDays(days));
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, to);
        }

        using var signed = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
