namespace Millrace.Operators;

/// <summary>A row that waits for partners.</summary>
/// <param name="row">The row; its text lies in the operator's heap.</param>
internal struct Kept<T>(T row) where T : unmanaged
{
    public T Row = row;

    /// <summary>True once it has had a partner.</summary>
    public bool Matched;
}
