namespace Millrace.Operators;

/// <summary>The open session of a key, as far as the watermark has come.</summary>
internal struct OpenSession<TAcc> where TAcc : unmanaged
{
    /// <summary>The session.</summary>
    public SessionEntry<TAcc> Session;

    /// <summary>Checks of the key that are still to come; their keys are the table's own, so it keeps the key until the last.</summary>
    public int Checks;
}
