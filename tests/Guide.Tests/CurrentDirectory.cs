namespace Guide;

/// <summary>Makes a scratch directory the current one. Tests that do are one collection, since a process has one of it.</summary>
public sealed class CurrentDirectory : IDisposable
{
    private readonly string _before = Directory.GetCurrentDirectory();

    public CurrentDirectory() => Directory.SetCurrentDirectory(Scratch.Directory);

    public Scratch Scratch { get; } = new();

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        Scratch.Dispose();
    }
}
