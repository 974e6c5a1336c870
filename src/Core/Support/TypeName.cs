namespace Millrace;

/// <summary>Types within messages, as C# writes them: <c>(int, long)</c>, <c>int?</c>, <c>Pair&lt;Flight&gt;</c>, <c>Outer.Inner</c>. Without namespaces.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>The name of a type whose type parameters are given.</summary>
    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } value) return $"{Of(value)}?";
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        var elements = Elements(type);
        // One element alone has no short form.
        return elements.Length > 1 ? $"({string.Join(", ", elements.Select(Of))})" : Named(type);
    }

    // Of a tuple; the eighth of its parameters is a tuple of the rest.
    private static Type[] Elements(Type type)
    {
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) != true) return [];
        var given = type.GetGenericArguments();
        return given.Length < 8 ? given : [.. given[..7], .. Elements(given[7])];
    }

    // Outer types have the first of the type parameters.
    private static string Named(Type type)
    {
        var given = type.GetGenericArguments();
        string name = "";
        for (Type? part = type; part is not null; part = part.DeclaringType)
        {
            int outer = part.DeclaringType?.GetGenericArguments().Length ?? 0, count = part.GetGenericArguments().Length;
            string own = part.Name.Split('`')[0];
            if (count > outer) own += $"<{string.Join(", ", given[outer..count].Select(Of))}>";
            name = name.Length == 0 ? own : $"{own}.{name}";
        }
        return name;
    }
}
