namespace Millrace;

/// <summary>Text of others within messages, where more follows: some of it ends with a full stop and some does not.</summary>
internal static class Sentence
{
    /// <summary>The text without spaces around it, ended by a full stop, unless it ends like a sentence already.</summary>
    public static string Of(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length == 0 || trimmed[^1] is '.' or '!' or '?' or '…' ? trimmed : trimmed + ".";
    }
}
