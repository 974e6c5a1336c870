using System.Xml.Linq;

namespace Millrace.Package.Tests;

public class PackageTests(PackedMillrace packed) : IClassFixture<PackedMillrace>
{
    private static readonly string[] Layers = ["Memory", "Core", "Host"];

    [Fact]
    public void The_package_holds_the_layers_and_the_compiler()
    {
        var entries = packed.Entries();
        foreach (string layer in Layers)
        {
            Assert.Contains($"lib/net10.0/Millrace.{layer}.dll", entries);
            Assert.Contains($"lib/net10.0/Millrace.{layer}.xml", entries);
        }
        Assert.Contains("analyzers/dotnet/cs/Millrace.Generators.dll", entries);
        Assert.Contains("README.md", entries);
        Assert.DoesNotContain(entries, entry => entry.EndsWith(".dll", StringComparison.Ordinal) && !entry.Contains("/Millrace.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_package_depends_on_what_its_layers_refer_to()
    {
        var referred = Layers.SelectMany(layer => XDocument.Load(Path.Combine(packed.Root, "src", layer, $"Millrace.{layer}.csproj")).Descendants("PackageReference"))
            .Where(reference => reference.Attribute("PrivateAssets")?.Value != "all")
            .Select(reference => reference.Attribute("Include")!.Value).Distinct().Order();
        Assert.Equal(referred, packed.Dependencies().Order());
    }

    [Fact]
    public void A_new_project_builds_and_runs_with_the_package()
    {
        var project = new UserProject(packed, "records");
        project.Write("Program.cs", """
            using Millrace;
            using Millrace.Records;

            Console.WriteLine(string.Join(',', Columns<Flight>()));

            static IReadOnlyList<string> Columns<T>() where T : unmanaged, ICsvRecord<T> => T.Columns;

            [Record]
            public readonly partial record struct Flight(Timestamp Date, int Delay, Utf8String Origin);
            """);
        project.Build();
        Assert.Equal("date,delay,origin", project.Run().Trim());
    }

    [Fact]
    public void A_mistake_is_a_build_error_in_a_new_project()
    {
        var project = new UserProject(packed, "mistake");
        project.Write("Program.cs", """
            using Millrace;

            Console.WriteLine(default(Flight).Delay);

            [Record]
            public readonly partial record struct Flight(int Delay, string Origin);
            """);
        string[] errors = [.. project.FailToBuild().Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct()];
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.Contains("Program.cs(6,57): error MR2001", error, StringComparison.Ordinal));
    }
}
