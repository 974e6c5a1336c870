using System.Text;
using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>The help text of a job program: usage, the job's own parameters, the engine's options, exit codes.</summary>
internal static class HelpText
{
    private const int Width = 100;
    private const int MaxNameWidth = 32;

    /// <summary>Longer initialisers are code that a user of the program has no use for; the parameter's summary should say what they come to.</summary>
    private const int MaxDefaultLength = 40;

    private static readonly (string Call, string Unit)[] DurationCalls =
        [("Duration.Milliseconds(", "ms"), ("Duration.Seconds(", "s"), ("Duration.Minutes(", "m"), ("Duration.Hours(", "h"), ("Duration.Days(", "d")];

    public static string Write(string program, string jobName, IReadOnlyList<JobParameter> parameters)
    {
        var text = new StringBuilder();
        text.Append("Runs the job ").Append(jobName).Append(".\n\nUsage:\n");
        text.Append("  ").Append(program).Append(" [run] [options]      run the job (the default)\n");
        text.Append("  ").Append(program).Append(" explain [options]    show its plan: fusion, exchanges, state\n");
        if (parameters.Count > 0)
        {
            text.Append("\nParameters of ").Append(jobName).Append(":\n");
            int width = NameWidth(parameters.Select(Title));
            foreach (var parameter in parameters) Entry(text, Title(parameter), Describe(parameter), width);
        }
        text.Append("\nOptions:\n");
        int optionWidth = NameWidth(EngineOption.All.Select(Title));
        foreach (var option in EngineOption.All) Entry(text, Title(option), option.Text, optionWidth);
        text.Append("\nExit codes: 0 done, 1 the job failed, 2 wrong usage, 130, 143 or 129 stopped by Ctrl-C, SIGTERM or SIGHUP.\n");
        return text.ToString();
    }

    private static string Title(JobParameter parameter) =>
        parameter.TypeName == JobParameter.Flag && !parameter.Repeatable ? $"--{parameter.Name}" : $"--{parameter.Name} <{parameter.TypeName}>";

    private static string Title(EngineOption option)
    {
        string name = option.Short is null ? $"    --{option.Name}" : $"-{option.Short}, --{option.Name}";
        return option.ValueName is null ? name : $"{name} <{option.ValueName}>";
    }

    private static string Describe(JobParameter parameter)
    {
        var text = new StringBuilder(parameter.Help.TrimEnd());
        if (text.Length > 0 && text[^1] != '.') text.Append('.');
        if (parameter.Repeatable) text.Append(" May be given several times.");
        if (parameter.Required) text.Append(" Required.");
        else if (parameter.Default is { } source && Plain(source, parameter) is { Length: <= MaxDefaultLength } value)
            text.Append(" Default: ").Append(value).Append('.');
        else if (parameter.Default is not null || parameter.HasHiddenDefault) text.Append(" Has a default.");
        return text.ToString().TrimStart();
    }

    /// <summary>
    /// A default as it would be written on the command line where its source text is simple (a literal, a duration, an enum's
    /// member); other source text says more than nothing.
    /// </summary>
    private static string Plain(string source, JobParameter parameter)
    {
        if (source.Length >= 2 && source[0] == '"' && source.IndexOf('"', 1) == source.Length - 1 && !source.Contains('\\', StringComparison.Ordinal))
            return source.Length == 2 ? "empty" : source[1..^1];
        if (source is "[]" or "null") return "none";
        int dot = source.LastIndexOf('.');
        if (dot >= 0 && parameter.Choices.FirstOrDefault(choice => string.Equals(choice, source[(dot + 1)..], StringComparison.OrdinalIgnoreCase)) is { } choice) return choice;
        foreach (var (call, unit) in DurationCalls)
        {
            if (source.StartsWith(call, StringComparison.Ordinal) && source.EndsWith(')') && long.TryParse(source.AsSpan(call.Length, source.Length - call.Length - 1), out long count))
                return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count}{unit}");
        }
        return source;
    }

    private static int NameWidth(IEnumerable<string> titles) => Math.Min(MaxNameWidth, titles.Max(title => title.Length)) + 2;

    private static void Entry(StringBuilder text, string title, string description, int width)
    {
        text.Append("  ").Append(title);
        if (title.Length + 2 > width && description.Length > 0) text.Append('\n').Append(' ', width + 2);
        else if (description.Length > 0) text.Append(' ', width - title.Length);
        int column = width + 2;
        bool first = true;
        foreach (string word in description.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!first && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', width + 2);
                column = width + 2;
                first = true;
            }
            if (!first) { text.Append(' '); column++; }
            text.Append(word);
            column += word.Length;
            first = false;
        }
        text.Append('\n');
    }
}
