namespace Millrace.Core.Tests.Runtime;

public class SentenceTests
{
    [Theory]
    [InlineData("bad time", "bad time.")]
    [InlineData("Access to the path is denied.", "Access to the path is denied.")]
    [InlineData(" why?\n", "why?")]
    [InlineData("", "")]
    public void Text_of_others_ends_like_a_sentence(string text, string sentence) => Assert.Equal(sentence, Sentence.Of(text));
}
