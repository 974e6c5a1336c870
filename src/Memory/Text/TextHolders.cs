using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>Tells types that contain text, without reflection: for what the compiler could not see.</summary>
internal static class TextHolders
{
    /// <summary>True if a value is text, a list, or a tuple that contains such; what records and classes hold is not seen.</summary>
    public static bool Contain<T>() => IsOrContains(default(T)) || IsText(Nullable.GetUnderlyingType(typeof(T)));

    private static bool IsText(Type? type) => type == typeof(Utf8String) || type == typeof(Binary);

    private static bool IsOrContains(object? value)
    {
        if (value is ITextHolder) return true;
        if (value is not ITuple tuple) return false;
        for (int i = 0; i < tuple.Length; i++)
            if (IsOrContains(tuple[i])) return true;
        return false;
    }
}
