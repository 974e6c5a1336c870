namespace Millrace.Testing;

/// <summary>A sink whose rows a crash takes back.</summary>
internal interface ITestSink
{
    int Count { get; }

    void CutTo(int count);
}
