namespace Millrace.Generators.Jobs.Emit;

/// <summary>Attributes of generated methods.</summary>
internal static class MethodAttributes
{
    /// <summary>Part of its caller: no call per row.</summary>
    public const string Inline = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";

    /// <summary>A method of its own: an inlined one has no line in a stack trace.</summary>
    public const string Separate = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]";

    /// <summary>For a method that calls lambdas and would be inlined into the library.</summary>
    public static string For(bool mayThrow) => mayThrow ? Separate : Inline;
}
