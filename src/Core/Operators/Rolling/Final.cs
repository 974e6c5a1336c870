namespace Millrace.Operators;

/// <summary>What batch mode keeps per key where only the last result counts.</summary>
/// <typeparam name="T">What it has come to.</typeparam>
internal struct Final<T> where T : unmanaged
{
    /// <summary>Event time of the key's last row.</summary>
    public long Time;

    /// <summary>What the key has come to.</summary>
    public T Value;
}
