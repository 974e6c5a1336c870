namespace Millrace;

/// <summary>A join of two streams of which it is said which rows are partners: <c>Select</c> makes its result. A marker that exists inside <c>Define</c> only.</summary>
/// <typeparam name="TLeft">The left row type.</typeparam>
/// <typeparam name="TRight">The right row type.</typeparam>
/// <typeparam name="TKind">Which rows have a result: <see cref="InnerJoin"/>, <see cref="LeftJoin"/>, <see cref="RightJoin"/> or <see cref="FullJoin"/>.</typeparam>
public abstract class MatchedStreams<TLeft, TRight, TKind>
{
    private protected MatchedStreams() { }
}
