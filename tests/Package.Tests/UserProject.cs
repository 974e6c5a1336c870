namespace Millrace.Package.Tests;

/// <summary>
/// A new project outside the repository that refers to the package. It sees the machine's own package sources and the
/// feed of this run, and has a package folder of its own; what was restored before serves as a fallback, so that
/// nothing but the package under test needs to be fetched.
/// </summary>
internal sealed class UserProject
{
    private readonly string _folder;
    private readonly string _packages;

    public UserProject(PackedMillrace packed, string name, string package = "Millrace")
    {
        _folder = Directory.CreateDirectory(Path.Combine(packed.Folder, name)).FullName;
        _packages = Path.Combine(packed.Folder, "packages");
        string restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="millrace-under-test" value="{packed.Feed}" /></packageSources>
              <fallbackPackageFolders><add key="restored-before" value="{restored}" /></fallbackPackageFolders>
            </configuration>
            """);
        Write($"{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="[{packed.Version}]" />
              </ItemGroup>
            </Project>
            """);
    }

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    public void Build() => DotnetCommand.Run(_folder, ["build", "-c", "Release", "-nodeReuse:false"], OwnPackages());

    /// <summary>What a build that fails prints.</summary>
    public string FailToBuild()
    {
        var (exitCode, output, _) = DotnetCommand.TryRun(_folder, ["build", "-c", "Release", "-nodeReuse:false"], OwnPackages());
        Assert.NotEqual(0, exitCode);
        return output;
    }

    /// <summary>Standard output of the program.</summary>
    public string Run(params string[] arguments) => DotnetCommand.Run(_folder, ["run", "-c", "Release", "--no-build", "--", .. arguments], OwnPackages());

    private (string, string)[] OwnPackages() => [("NUGET_PACKAGES", _packages)];
}
