using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>An operator under test that takes rows; of two inputs, this is the left one.</summary>
internal interface ITakes<T> where T : unmanaged
{
    void Process(ReadOnlySpan<Timed<T>> rows);
}

/// <summary>An operator under test that takes rows by a right input too.</summary>
internal interface ITakesRight<T> where T : unmanaged
{
    void ProcessRight(ReadOnlySpan<Timed<T>> rows);
}
