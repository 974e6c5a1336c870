namespace Millrace.Runtime;

/// <summary>Parameter values as text, by name, as given on the command line or in configuration.</summary>
public sealed class ParameterValues
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a value; several for one name make a list.</summary>
    public ParameterValues Add(string name, string value)
    {
        if (!_values.TryGetValue(name, out var list)) _values[name] = list = [];
        list.Add(value);
        return this;
    }

    /// <summary>True if there is at least one value.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The single value, parsed. Throws <see cref="ParameterException"/> if missing, repeated or malformed.</summary>
    public T Get<T>(string name) where T : IParsable<T> => Parse<T>(name, Single(name));

    /// <summary>The single value as text.</summary>
    public string GetText(string name) => Single(name);

    /// <summary>The single value as a member of an enum, by name in any case.</summary>
    public T GetEnum<T>(string name) where T : struct, Enum => ParseEnum<T>(name, Single(name));

    /// <summary>All values, parsed.</summary>
    public T[] GetAll<T>(string name) where T : IParsable<T> => [.. Values(name).Select(text => Parse<T>(name, text))];

    /// <summary>All values as text.</summary>
    public string[] GetAllText(string name) => [.. Values(name)];

    /// <summary>All values as members of an enum.</summary>
    public T[] GetAllEnum<T>(string name) where T : struct, Enum => [.. Values(name).Select(text => ParseEnum<T>(name, text))];

    /// <summary>Says that a required source or sink cannot be given as text. Called by generated code.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="kind"><c>source</c> or <c>sink</c>.</param>
    /// <exception cref="ParameterException">Always.</exception>
    public static T SetInCode<T>(string name, string kind) => throw new ParameterException(name,
        $"'{name}' is a {kind}, which cannot be given here. Set it in code, where the job is made (new … {{ {name} = … }}), or give it a default instead of 'required'.");

    private List<string> Values(string name) => _values.TryGetValue(name, out var list) ? list : [];

    private string Single(string name) => Values(name) switch
    {
        [] => throw new ParameterException(name, $"--{name} is missing; it has no default, so give it a value."),
        [var only] => only,
        _ => throw new ParameterException(name, $"--{name} is given more than once; it takes a single value."),
    };

    private static T Parse<T>(string name, string text) where T : IParsable<T> =>
        T.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value
        : throw new ParameterException(name, $"--{name}: '{text}' is not {Describe<T>()}.");

    private static string Describe<T>() => default(T) switch
    {
        bool => "a bool; write true or false",
        sbyte or byte or short or ushort or int or uint or long or ulong => $"a whole number that fits into {typeof(T).Name}",
        float or double or decimal or Half => "a number such as 1.5",
        Duration => "a duration; write for example 500ms, 10s, 1h or 01:30:00",
        Timestamp => "a time; write for example 2001-01-01T05:00:00Z",
        Guid => "a GUID",
        _ => $"a valid {typeof(T).Name}",
    };

    private static T ParseEnum<T>(string name, string text) where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw new ParameterException(name, $"--{name}: '{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
}
