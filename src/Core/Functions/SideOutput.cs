namespace Millrace;

/// <summary>
/// A further output of a function, declared in it as <c>public static readonly SideOutput&lt;Bad&gt; Rejected = new("rejected");</c>.
/// The function sends rows with <c>context.Output(Rejected, row)</c>; the job reads them with <c>stream.SideOutput(Validate.Rejected)</c>.
/// </summary>
/// <typeparam name="T">The rows.</typeparam>
/// <param name="name">Name for plans and metrics.</param>
public sealed class SideOutput<T>(string name)
{
    /// <summary>Name for plans and metrics.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
