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
        Assert.Contains("analyzers/dotnet/cs/Millrace.CodeFixes.dll", entries);
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
    public void The_testing_kit_goes_with_its_version_of_the_library_only()
    {
        Assert.Contains("lib/net10.0/Millrace.Testing.dll", packed.Entries("Millrace.Testing"));
        Assert.Single(packed.Entries("Millrace.Testing"), entry => entry.EndsWith(".dll", StringComparison.Ordinal));
        Assert.Equal([$"Millrace [{packed.Version}]"], packed.Dependencies("Millrace.Testing", withVersions: true));
    }

    [Fact]
    public void A_new_project_tests_a_function_with_the_testing_kit()
    {
        var project = new UserProject(packed, "kit", "Millrace.Testing");
        project.Write("Program.cs", """
            using Millrace;
            using Millrace.Testing;

            using var test = OperatorTest.For(new Count(), keyBy: row => row % 2);
            for (int i = 0; i < 10; i++) test.Process(i);
            Console.WriteLine(string.Join(',', test.Output));

            [Operator]
            public partial struct Count : IKeyedProcessFunction<int, int, long>
            {
                [State] private ValueState<long> _count;
                public void Process(in int row, KeyedContext<int, long> context) => context.Collect(++_count.Value);
            }
            """);
        project.Build();
        Assert.Equal("1,1,2,2,3,3,4,4,5,5", project.Run().Trim());
    }

    [Fact]
    public void The_example_runs_in_a_new_project()
    {
        var project = new UserProject(packed, "delays");
        project.Write("Program.cs", File.ReadAllText(Path.Combine(packed.Root, "examples", "FlightDelays", "Program.cs")));
        project.Write("flights.csv", """
            date,delay,distance,origin,destination
            2001-01-01T05:01:00,10,300,LAS,PHL
            2001-01-01T05:59:00,-5,200,LAS,SFO
            2001-01-01T06:00:00,7,0,LAS,LAX
            2001-01-01T06:30:00,1,100,ATL,SAV

            """);
        project.Build();

        string[] lines = project.Run("--input", "flights.csv", "--parallelism", "2").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("origin,window_start,window_end,flights,mean_delay,max_delay", lines[0]);
        Assert.Equal(
            ["ATL,2001-01-01T06:00:00Z,2001-01-01T07:00:00Z,1,1,1", "LAS,2001-01-01T05:00:00Z,2001-01-01T06:00:00Z,2,2.5,10"],
            lines.Skip(1).Order(StringComparer.Ordinal));
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
