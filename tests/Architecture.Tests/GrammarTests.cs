using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Millrace.Architecture.Tests;

/// <summary>The table of docs/concepts/job-grammar.md lists the operators that the stream types have.</summary>
public partial class GrammarTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_operator_is_on_the_page()
    {
        var listed = Listed();
        Violations.MustBeNone(Operators().Where(known => !listed.Contains(known)).Select(known => $"{known.Type}.{known.Name}"),
            "The table of operators in docs/concepts/job-grammar.md does not list these; add each to the row of its type.");
    }

    [Fact]
    public void Every_operator_on_the_page_exists()
    {
        var known = Operators();
        // A timed join also has what the join has that it derives from.
        Violations.MustBeNone(Listed().Where(listed => !known.Contains(listed) && !(listed is ("TimedJoin", var name) && known.Contains(("MatchedStreams", name)))).Select(listed => $"{listed.Type}.{listed.Name}"),
            "The table of operators in docs/concepts/job-grammar.md lists these, which no stream type has.");
    }

    [Fact]
    public void The_types_that_the_generator_reads_are_those_of_the_page()
    {
        var read = MetadataName().Matches(Repository.Read("src/Generators/Jobs/Extract/Markers.cs")).Select(match => match.Groups["name"].Value);
        string[] notStreams = ["JobBuilder", "BroadcastStream", "Joins", "Group", "WindowGroup"];
        Assert.Equal(read.Except(notStreams).Order(), Listed().Select(listed => listed.Type).Distinct().Order());
    }

    /// <summary>The methods of the types that <c>job.From</c> leads to, with the type that each is called on.</summary>
    private static HashSet<(string Type, string Name)> Operators()
    {
        var core = typeof(Stream<>).Assembly;
        var operators = new HashSet<(string, string)>();
        var seen = new HashSet<Type>();
        var open = new Stack<Type>([typeof(Stream<>)]);
        var extensions = core.GetExportedTypes().Where(type => type is { IsAbstract: true, IsSealed: true }).SelectMany(type => type.GetMethods(Declared))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute), false)).ToArray();
        while (open.TryPop(out var type))
        {
            if (!seen.Add(type)) continue;
            foreach (var method in type.GetMethods(Declared).Concat(extensions.Where(method => Definition(method.GetParameters()[0].ParameterType) == type)))
            {
                if (method.GetBaseDefinition().DeclaringType != method.DeclaringType) continue;
                operators.Add((NameOf(type), method.Name));
                foreach (var result in method.GetParameters().Where(parameter => parameter.IsOut).Select(parameter => parameter.ParameterType.GetElementType()!).Append(method.ReturnType))
                    if (Definition(result) is { IsAbstract: true } next && next.Assembly == core) open.Push(next);
            }
        }
        Assert.True(operators.Count > 70, $"Only {operators.Count} operators were found.");
        return operators;
    }

    /// <summary>What the table lists: the type in the first cell, the operators in the second. A stream type there says what else a call takes or returns.</summary>
    private static HashSet<(string Type, string Name)> Listed()
    {
        var rows = Row().Matches(Repository.Read("docs/concepts/job-grammar.md"));
        string[] types = [.. rows.Select(row => row.Groups["type"].Value), "BroadcastStream", "Stream"];
        return [.. rows.SelectMany(row => Operator().Matches(row.Groups["operators"].Value)
            .Select(match => match.Groups["name"].Value).Where(name => !types.Contains(name)).Select(name => (row.Groups["type"].Value, name)))];
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    [GeneratedRegex(@"^\| `(?<type>\w+)(<[^`]*>)?`[^|]*\| (?<operators>[^|]+) \|$", RegexOptions.Multiline)] private static partial Regex Row();
    [GeneratedRegex(@"`(?<name>\w+)(\([^`]*\))?`")] private static partial Regex Operator();
    [GeneratedRegex(@"""(?<name>\w+)`\d""|""(?<name>JobBuilder|StreamEnd|Joins)""")] private static partial Regex MetadataName();
}
