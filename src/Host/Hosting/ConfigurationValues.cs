using Microsoft.Extensions.Configuration;
using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>Reads a job's parameters and engine options from a configuration section.</summary>
internal static class ConfigurationValues
{
    /// <summary>
    /// Adds to <paramref name="values"/> what the section holds and returns its engine options, if any. Throws
    /// <see cref="UsageException"/> for a name that fits nothing.
    /// </summary>
    public static JobOptions Read(IConfigurationSection section, IReadOnlyList<JobParameter> parameters, Dictionary<string, List<string>> values, JobOptions options)
    {
        var given = new EngineOptionTexts();
        Read(section, "", section.Path, parameters, values, given);
        return given.Over(options);
    }

    private static void Read(IConfigurationSection section, string prefix, string root, IReadOnlyList<JobParameter> parameters,
        Dictionary<string, List<string>> values, EngineOptionTexts given)
    {
        foreach (var entry in section.GetChildren())
        {
            string name = prefix + entry.Key;
            string plain = Plain(name);
            if (parameters.FirstOrDefault(p => Plain(p.Name) == plain) is { } parameter)
            {
                var texts = entry.GetChildren().Select(child => child.Value ?? "").ToList();
                if (entry.Value is not null) texts.Insert(0, entry.Value);
                values[parameter.Name] = texts;
            }
            else if (plain == EngineOption.Parallelism.Name) given.Parallelism = entry.Value;
            else if (plain == EngineOption.Memory.Name) given.Memory = entry.Value;
            else if (plain == EngineOption.Mode.Name) given.Mode = entry.Value;
            else if (plain == EngineOption.Temp.Name) given.Temp = entry.Value;
            else if (plain == Plain(EngineOption.LoopDisk.Name)) given.LoopDisk = entry.Value;
            else if (plain == Plain(EngineOption.MaxRow.Name)) given.MaxRow = entry.Value;
            else if (parameters.Any(p => Plain(p.Name).StartsWith(plain + ".", StringComparison.Ordinal))) Read(entry, name + ".", root, parameters, values, given);
            else throw Unknown(entry, name, root, parameters);
        }
    }

    private static UsageException Unknown(IConfigurationSection entry, string name, string root, IReadOnlyList<JobParameter> parameters)
    {
        var known = parameters.Select(p => p.Name).Append(EngineOption.Parallelism.Name).Append(EngineOption.Memory.Name).Append(EngineOption.Mode.Name).Append(EngineOption.Temp.Name).Append(EngineOption.LoopDisk.Name).Append(EngineOption.MaxRow.Name).ToList();
        string? nearest = Nearest.Find(name, known);
        string wayOut = nearest is null ? $"known are {string.Join(", ", known)}." : $"did you mean '{nearest}'?";
        return new UsageException($"configuration {entry.Path}: section {root} knows no '{name}'; {wayOut}");
    }

    /// <summary>A name without what configuration files and command lines write differently.</summary>
    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
