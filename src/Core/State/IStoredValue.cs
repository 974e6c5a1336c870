namespace Millrace.State;

/// <summary>A value in a map of state, with what is kept beside it.</summary>
internal interface IStoredValue<TSelf, TValue>
{
    /// <summary>Where the value lies.</summary>
    static abstract ref TValue ValueOf(ref TSelf stored);

    /// <summary>The value.</summary>
    TValue Value { get; set; }

    /// <summary>When it expires, in microseconds.</summary>
    long ExpiresUs { get; set; }
}
