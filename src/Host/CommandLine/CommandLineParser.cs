using System.CommandLine;
using System.CommandLine.Parsing;
using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>
/// Understands a job program's command line. System.CommandLine splits it into commands, options and values; what the
/// values mean, and every error, is said here, because an error names the job's own parameters.
/// </summary>
internal static class CommandLineParser
{
    private static readonly string[] CommandNames = ["run", "explain", "help"];

    /// <summary>Throws <see cref="UsageException"/> with a message for the user.</summary>
    public static CommandLineRequest Parse(IReadOnlyList<JobParameter> parameters, IReadOnlyList<string> args)
    {
        // Plain loops over arrays of classes: LINQ over value tuples is generic code that start-up would have to compile.
        var root = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        root.Options.Clear();
        var jobOptions = new Option[parameters.Count];
        for (int i = 0; i < jobOptions.Length; i++)
        {
            foreach (var engineOption in EngineOption.All)
            {
                if (engineOption.Name == parameters[i].Name)
                    throw new UsageException($"the job's parameter --{engineOption.Name} has the name of an engine option; rename the property.");
            }
            root.Options.Add(jobOptions[i] = TextOption(parameters[i].Name, null));
        }
        var engineOptions = new Dictionary<EngineOption, Option>(ReferenceEqualityComparer.Instance);
        foreach (var option in EngineOption.All)
            root.Options.Add(engineOptions[option] = option.ValueName is null ? Switch(option) : TextOption(option.Name, option.Short));
        foreach (string name in CommandNames) root.Subcommands.Add(new Command(name) { TreatUnmatchedTokensAsErrors = false });

        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (args.Count > 0 && args[0].StartsWith("[suggest", StringComparison.Ordinal)) return Complete(result);
        if (IsSet(EngineOption.Help) || result.CommandResult.Command.Name == "help") return new CommandLineRequest(JobCommand.Help);
        if (IsSet(EngineOption.Version)) return new CommandLineRequest(JobCommand.Version);
        if (result.UnmatchedTokens.Count > 0) throw Unmatched(result.UnmatchedTokens[0], root);

        var values = new ParameterValues();
        for (int i = 0; i < jobOptions.Length; i++)
        {
            var (parameter, option) = (parameters[i], jobOptions[i]);
            if (result.GetResult(option) is not { Implicit: false } given) continue;
            if (given.Tokens.Count < given.IdentifierTokenCount && parameter.TypeName == JobParameter.Flag && given.Tokens.Count == 0) values.Add(parameter.Name, "true");
            foreach (string text in Texts(given, option.Name, parameter.TypeName == JobParameter.Flag, root)) values.Add(parameter.Name, text);
        }

        bool explain = result.CommandResult.Command.Name == "explain";
        if (IsSet(EngineOption.Mermaid) && !explain) throw new UsageException("--mermaid shows a plan; write 'explain --mermaid'.");
        return new CommandLineRequest(explain ? JobCommand.Explain : JobCommand.Run)
        {
            Values = values,
            Options = new EngineOptionTexts
            {
                Parallelism = Single(EngineOption.Parallelism),
                Memory = Single(EngineOption.Memory),
                Mode = Single(EngineOption.Mode),
                Temp = Single(EngineOption.Temp),
                LoopDisk = Single(EngineOption.LoopDisk),
                MaxRow = Single(EngineOption.MaxRow),
            }.Over(new JobOptions()),
            Quiet = IsSet(EngineOption.Quiet),
            Verbose = IsSet(EngineOption.Verbose),
            Mermaid = IsSet(EngineOption.Mermaid),
        };

        bool IsSet(EngineOption option) => result.GetResult(engineOptions[option]) is { Implicit: false };

        string? Single(EngineOption option)
        {
            if (result.GetResult(engineOptions[option]) is not { Implicit: false } given) return null;
            return Texts(given, "--" + option.Name, optional: false, root) is [var only] ? only
                : throw new UsageException($"--{option.Name} is given more than once; give it once.");
        }
    }

    private static Option<string[]> TextOption(string name, string? alias) =>
        new("--" + name, alias is null ? [] : ["-" + alias]) { Arity = ArgumentArity.ZeroOrMore, Recursive = true };

    private static Option<bool> Switch(EngineOption option) =>
        new Option<bool>("--" + option.Name, option.Short is null ? [] : ["-" + option.Short]) { Arity = ArgumentArity.Zero, Recursive = true };

    /// <summary>Values of an option; an option without a value, or with another option for one, is an error.</summary>
    private static List<string> Texts(OptionResult given, string name, bool optional, RootCommand root)
    {
        if (given.Tokens.Count < given.IdentifierTokenCount && !optional)
            throw new UsageException($"{name} needs a value; write {name} VALUE.");
        foreach (var token in given.Tokens)
        {
            if (token.Value.StartsWith("--", StringComparison.Ordinal) && Suggest(token.Value, root) is { } meant)
                throw new UsageException($"{name} needs a value, but '{token.Value}' follows; did you mean the option {meant}?");
        }
        return [.. given.Tokens.Select(token => token.Value)];
    }

    private static UsageException Unmatched(string token, RootCommand root)
    {
        if (!token.StartsWith('-') || token.Length == 1)
        {
            string? command = Nearest.Find(token, CommandNames);
            return new UsageException(command is not null
                ? $"unknown command '{token}'; did you mean '{command}'? --help lists what there is."
                : $"unexpected '{token}'; parameters are written --name value. --help lists them.");
        }
        int end = token.IndexOfAny(['=', ':']);
        string name = end < 0 ? token : token[..end];
        string? nearest = Suggest(name, root);
        return new UsageException(nearest is not null
            ? $"unknown option {name}; did you mean {nearest}? --help lists all options."
            : $"unknown option {name}; --help lists all options.");
    }

    private static string? Suggest(string name, RootCommand root) => Nearest.Find(name, root.Options.Select(o => o.Name));

    private static CommandLineRequest Complete(ParseResult result)
    {
        using var output = new StringWriter();
        result.InvocationConfiguration.Output = output;
        result.Invoke(result.InvocationConfiguration);
        return new CommandLineRequest(JobCommand.Complete) { Completions = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries) };
    }
}
