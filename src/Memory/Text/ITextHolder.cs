namespace Millrace.Memory;

/// <summary>A value that may point at bytes whose life is not its own: text, binary content, lists.</summary>
internal interface ITextHolder;
