namespace Millrace.Benchmarks;

/// <summary>Places in the repository the benchmarks were built from.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>Millrace.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A folder for files that may be deleted at any time; git ignores it. Created when missing.</summary>
    public static string Cache(string name) => Directory.CreateDirectory(Path.Combine(Root, "artifacts", name)).FullName;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Millrace.slnx"))) return folder.FullName;
        throw new BenchmarkException($"no Millrace.slnx above {AppContext.BaseDirectory}; run the benchmarks from a clone, not from a copied build.");
    }
}
