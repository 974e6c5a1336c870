using System.IO.Compression;
using System.Xml.Linq;

namespace Millrace.Package.Tests;

/// <summary>The package, packed once for all tests into a temporary feed, under a version that no cache can know.</summary>
public sealed class PackedMillrace : IDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    public PackedMillrace()
    {
        Root = FindRoot();
        Folder = Directory.CreateTempSubdirectory("millrace-package-").FullName;
        Feed = Directory.CreateDirectory(Path.Combine(Folder, "feed")).FullName;
        Version = $"0.0.1-test.{Guid.NewGuid():N}";
        foreach (string project in (string[])["src/Millrace", "src/Testing"])
            DotnetCommand.Run(Root, ["pack", project, "-c", Configuration, "--no-build", "-o", Feed, $"-p:PackageVersion={Version}", "-nodeReuse:false"]);
    }

    /// <summary>Root of the repository.</summary>
    public string Root { get; }

    /// <summary>Temporary folder outside the repository, removed after the tests.</summary>
    public string Folder { get; }

    /// <summary>Folder with the package.</summary>
    public string Feed { get; }

    public string Version { get; }

    /// <summary>Paths of the files in the package.</summary>
    public string[] Entries(string name = "Millrace")
    {
        using var package = Open(name);
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>Names of the packages it depends on, with the range of versions where <paramref name="withVersions"/> is set.</summary>
    public string[] Dependencies(string name = "Millrace", bool withVersions = false)
    {
        using var package = Open(name);
        using var stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return [.. XDocument.Load(stream).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => element.Attribute("id")!.Value + (withVersions ? " " + element.Attribute("version")!.Value : ""))];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private ZipArchive Open(string name) => ZipFile.OpenRead(Path.Combine(Feed, $"{name}.{Version}.nupkg"));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Millrace.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No Millrace.slnx above {AppContext.BaseDirectory}.");
    }
}
