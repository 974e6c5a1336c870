using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>Tells types that contain text: for what the compiler could not see.</summary>
internal static class TextHolders
{
    /// <summary>True if a value is text, a list, or a tuple that contains such; what records and classes hold is not seen.</summary>
    public static bool Contain<T>() => IsOrContains(typeof(T));

    private static bool IsOrContains(Type type)
    {
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        return typeof(ITextHolder).IsAssignableFrom(value)
            || (value.IsGenericType && typeof(ITuple).IsAssignableFrom(value) && Array.Exists(value.GetGenericArguments(), IsOrContains));
    }
}
