using System.Globalization;

namespace Millrace.Benchmarks;

/// <summary>The options given on the command line, checked against those the benchmark declares.</summary>
internal sealed class BenchmarkArguments
{
    private readonly Dictionary<string, string> _values = [];

    private BenchmarkArguments() { }

    /// <summary>Reads <c>--name value</c>, <c>--name=value</c> and switches.</summary>
    /// <exception cref="UsageException">An option is unknown, repeated or lacks its value.</exception>
    public static BenchmarkArguments Parse(IBenchmark benchmark, ReadOnlySpan<string> words)
    {
        var arguments = new BenchmarkArguments();
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (!word.StartsWith("--", StringComparison.Ordinal))
                throw new UsageException($"'{word}' is not an option of '{benchmark.Name}'; options start with --.");
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? word[2..] : word[2..equals];
            var option = benchmark.Options.FirstOrDefault(option => option.Name == name)
                ?? throw new UsageException($"'{benchmark.Name}' has no option --{name}.{Nearest.Hint(name, benchmark.Options.Select(o => o.Name), "--")}");
            string value;
            if (option.Value is null) value = equals < 0 ? "" : throw new UsageException($"--{name} takes no value.");
            else if (equals >= 0) value = word[(equals + 1)..];
            else if (i + 1 < words.Length) value = words[++i];
            else throw new UsageException($"--{name} needs a value: --{name} {option.Value}.");
            if (!arguments._values.TryAdd(name, value)) throw new UsageException($"--{name} is given more than once.");
        }
        return arguments;
    }

    /// <summary>True if the switch was given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The option's text, or null.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <summary>The option as a whole number of at least 1, or <paramref name="otherwise"/>.</summary>
    public int Count(string name, int otherwise)
    {
        if (!_values.TryGetValue(name, out string? text)) return otherwise;
        return int.TryParse(text, CultureInfo.InvariantCulture, out int value) && value >= 1 ? value
            : throw new UsageException($"--{name}: '{text}' is not a whole number of at least 1.");
    }
}
