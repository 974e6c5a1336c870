namespace Millrace.State;

/// <summary>A value in a map of state, with what is kept beside it.</summary>
internal interface IStoredValue<TValue>
{
    /// <summary>The value.</summary>
    TValue Value { get; set; }

    /// <summary>When it expires, in microseconds.</summary>
    long ExpiresUs { get; set; }
}
