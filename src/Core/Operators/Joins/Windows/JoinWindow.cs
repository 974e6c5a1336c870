namespace Millrace.Operators;

/// <summary>A window of a key that is being joined.</summary>
internal struct JoinWindow
{
    /// <summary>Where it starts on the windows' line; of a session, 0.</summary>
    public long Start;

    /// <summary>Time of the first row that may be in it.</summary>
    public long First;

    /// <summary>Time of the last row that may be in it.</summary>
    public long Last;

    /// <summary>The watermark that fires it, and the time of its results.</summary>
    public long End;

    /// <summary>Rows up to here are in no later window.</summary>
    public long Through;
}
