namespace Millrace.Operators;

/// <summary>How windows lie on the axis of time.</summary>
public enum WindowKind
{
    /// <summary>One after the other, each row in exactly one.</summary>
    Tumbling,

    /// <summary>One every so often, each row in all that cover it.</summary>
    Sliding,

    /// <summary>As long as rows of a key follow one another within a gap.</summary>
    Session,

    /// <summary>One that holds all rows and ends with the input.</summary>
    Global,

    /// <summary>Several that start together and grow by a step, then the same again.</summary>
    Cumulating,
}
