namespace Guide;

/// <summary>A directory of a test's own, deleted at its end.</summary>
public sealed class Scratch : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("millrace-guide").FullName;

    public string File(string name) => Path.Combine(Directory, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public string Read(string name) => System.IO.File.ReadAllText(File(name));

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
