namespace Millrace;

/// <summary>Marks a <c>readonly partial record struct</c> as a row type; the generator writes its layout, hash, order and codecs.</summary>
/// <remarks>On a class it is the error MR2004, which says more than C#'s own about where it may stand.</remarks>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class RecordAttribute : Attribute;
