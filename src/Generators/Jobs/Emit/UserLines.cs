using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>
/// Maps generated statements to the user's file. A lambda is inlined where it is called, and then an exception in it shows
/// the line of the call: so that is mapped as well as the lambda's own text.
/// </summary>
internal sealed class UserLines(EquatableArray<LambdaPosition> positions)
{
    /// <summary>Writes a statement that calls a lambda.</summary>
    public void Write(CodeWriter code, int lambda, string statement)
    {
        bool mapped = Start(code, lambda, offset: null);
        code.Line(statement);
        if (mapped) code.Verbatim("#line default");
    }

    /// <summary>Writes the directive for what follows; false if the user's code is in no file.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="lambda">Index of the lambda.</param>
    /// <param name="offset">Column at which the user's text starts in the generated line; null if it is not the user's text.</param>
    public bool Start(CodeWriter code, int lambda, int? offset)
    {
        var at = positions[lambda];
        if (at.Path.Length == 0) return false;
        code.Verbatim($"#line ({at.StartLine + 1}, {at.StartColumn + 1}) - ({at.EndLine + 1}, {at.EndColumn + 1}) {(offset is null ? "" : offset + " ")}\"{at.Path}\"");
        return true;
    }
}
